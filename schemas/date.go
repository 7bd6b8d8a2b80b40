package schemas

import (
	"fmt"
	"time"
)

// Date is a day of the proleptic Gregorian calendar, counted from 1 January
// 1970 as in Parquet's DATE and Arrow's date32.
type Date int32

const secondsPerDay = 24 * 60 * 60

// ParseDate reads an ISO 8601 calendar date (2021-09-21), alone or before a
// time of day, which is dropped.
func ParseDate(s string) (Date, error) {
	if len(s) > len(time.DateOnly) && (s[len(time.DateOnly)] == 'T' || s[len(time.DateOnly)] == ' ') {
		s = s[:len(time.DateOnly)]
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a date of the form 2021-09-21", s)
	}
	return Date(t.Unix() / secondsPerDay), nil
}

// String returns the date in ISO 8601 form.
func (d Date) String() string {
	return time.Unix(int64(d)*secondsPerDay, 0).UTC().Format(time.DateOnly)
}

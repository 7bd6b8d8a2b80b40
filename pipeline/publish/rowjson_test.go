package publish_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"demarche/schemas"
)

// rowJSON writes a row as the tables mean it, from the Go struct alone: the
// zero value of a nullable string is null, dates are days.
func rowJSON(t *testing.T, table *schemas.Table, row any) string {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	b.WriteByte('{')
	v := reflect.ValueOf(row)
	for i, c := range table.Columns {
		if i > 0 {
			b.WriteByte(',')
		}
		for j, part := range []any{c.Name, value(v.Field(i), c.Nullable)} {
			if j > 0 {
				b.WriteByte(':')
			}
			if err := enc.Encode(part); err != nil {
				t.Fatal(err)
			}
			b.Truncate(b.Len() - 1) // the encoder's newline
		}
	}
	b.WriteByte('}')
	return b.String()
}

func value(v reflect.Value, nullable bool) any {
	if nullable && v.IsZero() {
		return nil
	}
	if d, ok := v.Interface().(*schemas.Date); ok {
		return d.String()
	}
	return v.Interface()
}

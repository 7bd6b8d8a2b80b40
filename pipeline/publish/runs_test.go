package publish_test

import (
	"bytes"
	"testing"

	"github.com/parquet-go/parquet-go/encoding/rle"

	_ "demarche/pipeline/publish"
)

// Runs are cut the same way by every processor, so that tables have the same bytes.
func TestRunsAreCutAlikeEverywhere(t *testing.T) {
	values := []int32{
		0, 1, 2, 3, 0, 1, 2, 3,
		1, 1, 1, 1, 2, 2, 2, 2,
		3, 2, 1, 0, 3, 2, 1, 0,
	}
	got, err := (&rle.Encoding{BitWidth: 2}).EncodeInt32(nil, values)
	if err != nil {
		t.Fatal(err)
	}
	// One bit-packed run of three groups of eight, little end first.
	want := []byte{3<<1 | 1, 0b11100100, 0b11100100, 0b01010101, 0b10101010, 0b00011011, 0b00011011}
	if !bytes.Equal(got, want) {
		t.Errorf("got % x, want % x", got, want)
	}
}

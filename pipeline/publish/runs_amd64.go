//go:build !purego

package publish

import (
	_ "unsafe" // for go:linkname

	_ "github.com/parquet-go/parquet-go/encoding/rle"
)

// uniform is how parquet-go's run-length encoder looks for the next eight values
// that are all the same. Its AVX2 version (v0.32.0) compares each four with their
// own first and so takes 1 1 1 1 2 2 2 2 for such: the file is valid, but its
// bytes are not those that other machines write.
//
//go:linkname uniform github.com/parquet-go/parquet-go/encoding/rle.encodeInt32IndexEqual8Contiguous
var uniform func(words [][8]int32) int

func init() {
	uniform = func(words [][8]int32) int {
		for n, w := range words {
			if v := w[0]; w == [8]int32{v, v, v, v, v, v, v, v} {
				return n
			}
		}
		return len(words)
	}
}

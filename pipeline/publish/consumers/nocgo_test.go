//go:build !cgo

package consumers_test

import "testing"

func TestDuckDB(t *testing.T) { t.Skip("DuckDB's driver needs cgo: install a C compiler") }

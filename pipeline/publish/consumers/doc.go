// Package consumers reads published datasets as other programs do. It is a
// module of its own because DuckDB's driver is cgo, which the program itself
// stays free of.
package consumers

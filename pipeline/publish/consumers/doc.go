// Package consumers reads published datasets as other programs do: DuckDB,
// Arrow, parquet-go and hyparquet, which is for Node.js. It is a module of its
// own because DuckDB's driver is cgo, which the program itself stays free of.
// What a test needs and does not find it names when it passes over.
package consumers

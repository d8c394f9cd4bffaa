// Package parquet reads columns of Parquet tables in bounded memory, whatever
// the file says of itself.
//
// Whoever writes such a file chooses the counts and sizes in it. The library that
// the reports of metacheck are written with (github.com/parquet-go/parquet-go)
// allocates by them: a file of 41 bytes with a long list in its footer, or one of
// 119 with a count of values, ends the process for want of memory, which no
// recover catches. Checking the counts before the library reads them would mean to
// walk all that it walks: footer, page headers, what is unpacked, runs of levels
// and keys, blocks of differences. This package walks them and takes the values on
// the way: [Rows.Next] draws them one by one from the bytes of a page, so that
// there is nothing to allocate by a count. What is allocated is the footer, as
// long as it is in the file; pages and dictionaries, within [Options].MaxPageBytes
// together; the names of the columns; and, of values that share their beginnings,
// the last, within twice [Options].MaxValueBytes. How many rows are drawn is for
// the caller to bound: one more of a run takes no bytes.
//
// It reads columns with at most one value in a row, in all encodings of the
// format, packed with snappy, gzip, brotli, zstd, LZ4 (raw) or not. Lists,
// encrypted columns, LZO and the retired framing of LZ4 are errors.
//
// The format: https://github.com/apache/parquet-format.
package parquet

// Prints the rows of Parquet files as JSON lines, as hyparquet reads them:
// node rows.mjs FILE... The rows of each file follow a line with its name.
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'

const day = (date) => date.toISOString().slice(0, 10)

for (const path of process.argv.slice(2)) {
  console.log(JSON.stringify(path))
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path), compressors })
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      if (value instanceof Date) row[name] = day(value)
      if (typeof value === 'bigint') row[name] = Number(value)
      if (value === undefined) row[name] = null
    }
    console.log(JSON.stringify(row))
  }
}

/*
 * What a container's health check runs: ends with 0 where the service in it can do its work, and with the reason where
 * it cannot. A file and not a line of compose: some engines split an argument at its spaces.
 */
const response = await fetch(`http://127.0.0.1:${process.env.PORT}/readyz`)
if (!response.ok) {
  process.stderr.write(`/readyz answers ${response.status}\n`)
  process.exitCode = 1
}

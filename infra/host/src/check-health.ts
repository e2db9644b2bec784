/*
 * The health check of a container: exits with 0 if the service is ready, otherwise prints the reason. It is a file,
 * because some engines split a command in the compose file at its spaces.
 */
const response = await fetch(`http://127.0.0.1:${process.env.PORT}/readyz`)
if (!response.ok) {
  process.stderr.write(`/readyz answered ${response.status}\n`)
  process.exitCode = 1
}

// Progress goes to stderr: stdout belongs to the command.
const say = (text) => process.stderr.write(`${text}\n`)

/** @returns {never} */
export const fail = (text) => {
  say(`\n${text}`)
  process.exit(1)
}

/** Runs work that may take long, and says so while it lasts. */
export const step = async (name, work) => {
  const startedAt = Date.now()
  const seconds = () => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`
  say(`  ${name} …`)
  const timer = setInterval(() => say(`  ${name} … ${seconds()}`), 4_000)
  try {
    const result = await work()
    say(`  ${name}: done in ${seconds()}`)
    return result
  } finally {
    clearInterval(timer)
  }
}

// Progress goes to stderr, because stdout is for the command's output.
const say = (text) => process.stderr.write(`${text}\n`)

/** @returns {never} */
export const fail = (text) => {
  say(`\n${text}`)
  process.exit(1)
}

/** Runs work that may take long, and reports its start and end. */
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

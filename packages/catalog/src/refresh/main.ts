import { check } from './commands/check.ts'
import { diff } from './commands/diff.ts'
import { refreshSources } from './commands/refresh-sources.ts'

const USAGE = `npm run catalog -- <command>

  refresh [--offline]   download the newest price lists, make the snapshot, print what changes
                        --offline: make it of the lists as they were kept
                        --models-dev <api.json> --date <its day>: keep a copy of https://models.dev/api.json too
  check                 rules, freshness of the file, and what is missing; exit code 1 when a rule is broken
  diff [<git ref>]      what changed since a commit (HEAD)
`

const COMMANDS: Record<string, (args: string[]) => Promise<number> | number> = {
  refresh: refreshSources,
  check,
  diff,
}

const [name = '', ...args] = process.argv.slice(2)
const command = COMMANDS[name]
if (command === undefined) {
  process.stderr.write(USAGE)
  process.exitCode = 2
} else {
  process.exitCode = await command(args)
}

import { isHeld, printChecks } from '../table.ts'
import { numberOf, runCommand } from '../run-command.ts'
import { proveComputers } from './prove-computers.ts'

const help = `npm run prove:computers [-- --desktops N --actions N --kills N --seed N]

Runs 10 desktops in parallel on two hosts and performs 200 random actions on each, all checked against the screen, while
one of the hosts is killed (kill -9) at random, sometimes for so long that the other notices. Afterwards no desktop may
be left over, no running hour unbilled or billed twice, and no file lost.
Needs root and the desktop image (npm run computers:install). Takes about ten minutes on two cores.

  --desktops N   desktops at once (10)
  --actions N    actions on each (200)
  --kills N      how often a host is killed (5)
  --seed N       repeats the same choices (1)

Prints each guarantee with the number of checks. Exits with 1 if one is broken.`

await runCommand({
  help,
  options: {
    desktops: { type: 'string' },
    actions: { type: 'string' },
    kills: { type: 'string' },
    seed: { type: 'string' },
  },
  prove: async (values, report) => {
    const checks = await proveComputers({
      desktops: numberOf(values, 'desktops', 10),
      actions: numberOf(values, 'actions', 200),
      kills: numberOf(values, 'kills', 5),
      seed: numberOf(values, 'seed', 1),
      report,
    })
    report(`\n${printChecks(checks)}`)
    return isHeld(checks)
  },
})

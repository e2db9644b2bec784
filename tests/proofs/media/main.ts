import { numberOf, runCommand } from '../run-command.ts'
import { isHeld, printChecks } from '../table.ts'
import { proveMedia } from './prove-media.ts'

const help = `npm run prove:media [-- --mib N]

Shows three things of stored media, on real processes. The guarded fetcher refuses every address of its catalogue:
loopback, private and carrier networks, links, documentation, every form of IPv6 that stands for another address, other
ports and protocols. Players (Safari, Chrome, Firefox, ffmpeg, curl) get the parts of a file that they ask for. And a
file of 2 GiB passes through being stored, read and deleted while no process grows by more than 64 MiB. Takes about a
minute.

  --mib N   how large the file is (2048)

Exits 1 when a promise is broken. Writes nothing outside the system's folder for temporary files, which needs room for
the file.`

await runCommand({
  help,
  options: { mib: { type: 'string' } },
  prove: async (values, report) => {
    const checks = await proveMedia({ fileMib: numberOf(values, 'mib', 2_048), judgesMemory: true, report })
    report(`\n${printChecks(checks)}`)
    return isHeld(checks)
  },
})

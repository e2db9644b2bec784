import { numberOf, runCommand } from '../run-command.ts'
import { isHeld, printChecks } from '../table.ts'
import { proveMedia } from './prove-media.ts'

const help = `npm run prove:media [-- --mib N]

Tests stored media with real processes. The guarded fetcher refuses every address that is not public: loopback, private,
carrier, link-local and documentation networks, every IPv6 form of such an address, other ports and protocols. Players
(Safari, Chrome, Firefox, ffmpeg, curl) get the ranges that they request. A file of 2 GiB is stored, read and deleted
while no process grows by more than 64 MiB. Takes about a minute.

  --mib N   the size of the file in MiB (2048)

Exits with 1 if a guarantee is broken. Writes only temporary files, which need space for the file.`

await runCommand({
  help,
  options: { mib: { type: 'string' } },
  prove: async (values, report) => {
    const checks = await proveMedia({ fileMib: numberOf(values, 'mib', 2_048), judgesMemory: true, report })
    report(`\n${printChecks(checks)}`)
    return isHeld(checks)
  },
})

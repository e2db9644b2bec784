import { existsSync } from 'node:fs'
import { installAtomically } from '@gptget/embedded-servers'
import { run } from './programs.ts'

/** Unpacks Debian packages into a folder if it does not exist. Installs nothing on the machine. */
export const unpackDebian = async (folder: string, packages: readonly string[]): Promise<void> => {
  if (existsSync(folder)) return
  await installAtomically(folder, async (cwd) => {
    await run(['apt-get', 'download', ...packages], { cwd })
    await run(['sh', '-c', 'for file in ./*.deb; do dpkg-deb --extract "$file" . && rm "$file"; done'], {
      cwd,
    })
  })
}

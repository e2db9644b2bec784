import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const LOGGER = fileURLToPath(new URL('logger.ts', import.meta.url))
const PROGRAM = `
  import { createLogger } from ${JSON.stringify(LOGGER)}
  const logger = createLogger('test', {})
  for (let line = 0; line < 20_000; line++) logger.info({ line }, 'a line of some length to fill what waits')
  setTimeout(() => {
    logger.info('one more')
    process.stderr.write(String(process.memoryUsage().rss))
    process.exit(7)
  }, 200)
`

// `/dev/full` exists on Linux.
if (process.platform === 'linux')
  it('a logger continues if nothing can be written, and buffers little', async () => {
    const full = await open('/dev/full', 'w')
    const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], {
      stdio: ['ignore', full.fd, 'pipe'],
    })
    let said = ''
    child.stderr!.on('data', (bytes: Buffer) => (said += bytes.toString()))
    const [code] = (await once(child, 'exit')) as [number]
    await full.close()
    expect(code).toBe(7)
    expect(Number(said)).toBeLessThan(250 * 1024 * 1024)
  })

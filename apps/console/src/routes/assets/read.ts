import type { Handler } from 'hono'
import { sendFile } from '../../answers/send-file.ts'
import type { ConsoleEnv } from '../../env.ts'
import { readPageFile } from '../../page-files.ts'

/** A file of the pages with a hash of its content in its name. */
export const readAsset: Handler<ConsoleEnv> = async (c) => {
  const file = await readPageFile(`assets/${c.req.param('name')}`)
  return file === null ? c.notFound() : sendFile(c, file, 'public, max-age=31536000, immutable')
}

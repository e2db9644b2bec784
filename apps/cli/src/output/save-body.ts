import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Writes an answer into a file. One that is not whole never stands under the name that was asked for. */
export const saveBody = async (file: string, response: Response): Promise<void> => {
  const draft = `${file}.${process.pid}.part`
  try {
    await pipeline(Readable.fromWeb(response.body as never), createWriteStream(draft))
    await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
}

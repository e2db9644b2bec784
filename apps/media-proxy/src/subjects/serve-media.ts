import {
  deleteMedium,
  listFiles,
  measureSound,
  mediaRetention,
  readFile,
  requireRoom,
  signContent,
  storeFile,
} from '@gptget/contracts'
import type { Bus } from '@gptget/bus'
import { receiveBody } from '@gptget/http'
import type { Context } from '../context.ts'
import { deleteMedium as remove } from '../files/delete-medium.ts'
import { describeFile } from '../files/describe-file.ts'
import { findFile } from '../files/find-file.ts'
import { listFiles as list } from '../files/list-files.ts'
import { requireRoom as roomOf } from '../files/room.ts'
import { storeFile as store } from '../files/store-file.ts'
import { retention } from '../retention/retention.ts'
import { signContent as sign } from '../content/sign-content.ts'
import { measureSound as measure } from '../sound/measure-sound.ts'

/** Answers other services' calls about stored files. */
export const serveMedia = (context: Context, bus: Bus): void => {
  bus.serveStream(storeFile, async (stream) => {
    const { mayBeDirect = false, ...file } = stream.head
    const body = receiveBody(stream, mayBeDirect ? context.address.url : null)
    stream.end(await store(context, file, body))
  })
  bus.serveStream(readFile, async (stream) => {
    const { accountId, start = 0, end = Infinity, ...name } = stream.head
    const file = await findFile(context, name, accountId)
    stream.respond(describeFile(file))
    const last = Math.min(end, Number(file.byte_length) - 1)
    if (start <= last)
      for await (const chunk of await context.storage.read(file.object_id, start, last)) {
        await stream.write(chunk)
        if (stream.signal.aborted) return
      }
    stream.end(null)
  })
  bus.serve(listFiles, async (medium) => ({ files: await list(context, medium) }))
  bus.serve(measureSound, async (name) => ({ durationMs: await measure(context, name) }))
  bus.serve(deleteMedium, async (medium) => ({ isDeleted: (await remove(context, medium)) > 0 }))
  bus.serve(signContent, (asked) => sign(context, asked))
  bus.serve(mediaRetention, (asked) => retention(context, asked))
  bus.serve(requireRoom, async ({ accountId }) => ({ bytesLeft: await roomOf(context, accountId) }))
}

import * as subjects from '@gptget/bus'
import type { Context } from '../context.ts'
import { deleteOwnKey, listOwnKeys, readSealedKey, saveSealedKey } from '../own-keys/own-keys.ts'
import type { Serve } from './serve.ts'

export const serveOwnKeys = (ctx: Context, serve: Serve): void => {
  const announce = (accountId: string, goneId: string | null): void => {
    if (goneId !== null) ctx.bus.emit(subjects.ownKeyGone, { ownKeyId: goneId })
    ctx.bus.emit(subjects.accountChanged, { accountId })
  }
  serve(subjects.saveSealedKey, async (input) => {
    const { key, replacedId } = await saveSealedKey(ctx, input)
    announce(input.accountId, replacedId)
    return { key }
  })
  serve(subjects.deleteOwnKey, async (input) => {
    const deleted = await deleteOwnKey(ctx, input)
    announce(input.accountId, input.ownKeyId)
    return deleted
  })
  serve(subjects.readSealedKey, (input) => readSealedKey(ctx, input))
  serve(subjects.listOwnKeys, (input) => listOwnKeys(ctx, input))
}

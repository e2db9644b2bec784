import * as subjects from '@gptget/contracts'
import type { Context } from '../context.ts'
import { deleteByokKey, listByokKeys, readSealedKey, saveSealedKey } from '../byok/byok.ts'
import type { Serve } from './serve.ts'

export const serveByokKeys = (ctx: Context, serve: Serve): void => {
  const announce = (accountId: string, goneId: string | null): void => {
    if (goneId !== null) ctx.bus.emit(subjects.byokKeyGone, { byokKeyId: goneId })
    ctx.bus.emit(subjects.accountChanged, { accountId })
  }
  serve(subjects.saveSealedKey, async (input) => {
    const { key, replacedId } = await saveSealedKey(ctx, input)
    announce(input.accountId, replacedId)
    return { key }
  })
  serve(subjects.deleteByokKey, async (input) => {
    const deleted = await deleteByokKey(ctx, input)
    announce(input.accountId, input.byokKeyId)
    return deleted
  })
  serve(subjects.readSealedKey, (input) => readSealedKey(ctx, input))
  serve(subjects.listByokKeys, (input) => listByokKeys(ctx, input))
}

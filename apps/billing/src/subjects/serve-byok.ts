import * as subjects from '@gptget/contracts'
import type { Context } from '../context.ts'
import { deleteByokKey, listByokKeys, readSealedKey, saveSealedKey } from '../byok/byok.ts'
import type { Serve } from './serve.ts'

export const serveByokKeys = (context: Context, serve: Serve): void => {
  const announce = (accountId: string, goneId: string | null): void => {
    if (goneId !== null) context.bus.emit(subjects.byokKeyGone, { byokKeyId: goneId })
    context.bus.emit(subjects.accountChanged, { accountId })
  }
  serve(subjects.saveSealedKey, async (input) => {
    const { key, replacedId } = await saveSealedKey(context, input)
    announce(input.accountId, replacedId)
    return { key }
  })
  serve(subjects.deleteByokKey, async (input) => {
    const deleted = await deleteByokKey(context, input)
    announce(input.accountId, input.byokKeyId)
    return deleted
  })
  serve(subjects.readSealedKey, (input) => readSealedKey(context, input))
  serve(subjects.listByokKeys, (input) => listByokKeys(context, input))
}

import { responseCancelled } from '@gptget/contracts'
import type { Context } from '../context.ts'

/** Deletes a response; one that runs in the background is stopped. */
export const deleteResponse = async (
  context: Context,
  { accountId, responseId }: { accountId: string; responseId: string },
): Promise<{ isDeleted: boolean }> => {
  const deleted = await context.db
    .deleteFrom('responses')
    .where('response_id', '=', responseId)
    .where('account_id', '=', accountId)
    .returning('is_background')
    .executeTakeFirst()
  if (deleted?.is_background) context.bus.emit(responseCancelled, { responseId })
  return { isDeleted: deleted !== undefined }
}

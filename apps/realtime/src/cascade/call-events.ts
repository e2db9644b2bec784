import type { SessionPort } from '../backends/backend.ts'
import { describeItem, type CallItem } from './conversation.ts'

type Place = { responseId: string; outputIndex: number }

/**
 * The events of a function call, with all arguments in one event. `previousItemId`: the previous item of the
 * conversation; undefined if the call does not become part of it.
 */
export const sendCall = (
  port: SessionPort,
  item: CallItem,
  { responseId, outputIndex }: Place,
  previousItemId: string | null | undefined,
): void => {
  const place = { response_id: responseId, output_index: outputIndex }
  const call = { ...place, item_id: item.id, call_id: item.callId }
  const shown = describeItem(item)
  const begun = { ...shown, status: 'in_progress', arguments: '' }
  const isKept = previousItemId !== undefined
  port.send({ type: 'response.output_item.added', ...place, item: begun })
  if (isKept) port.send({ type: 'conversation.item.added', previous_item_id: previousItemId, item: begun })
  port.send({ type: 'response.function_call_arguments.delta', ...call, delta: item.arguments })
  port.send({
    type: 'response.function_call_arguments.done',
    ...call,
    name: item.name,
    arguments: item.arguments,
  })
  if (isKept) port.send({ type: 'conversation.item.done', previous_item_id: previousItemId, item: shown })
  port.send({ type: 'response.output_item.done', ...place, item: shown })
}

import {
  polledRoute,
  taskFailure,
  taskHandle,
  taskOutput,
  taskQuantities,
  taskRequest,
  taskRoute,
} from '@gptget/contracts'
import type {
  PolledRoute,
  TaskFailure,
  TaskHandle,
  TaskOutput,
  TaskRequest,
  TaskRoute,
} from '@gptget/contracts'
import { z } from 'zod'
import type { TaskRow } from '../db/schema/tasks.ts'

/** A stored file of a task. */
const storedOutput = z.object({
  index: z.number().int(),
  variant: z.string(),
  kind: z.enum(['image', 'video', 'audio']),
  contentType: z.string(),
})
export type StoredOutput = z.output<typeof storedOutput>

/** The decided outcome of a task: the following steps can be repeated safely. */
const outcome = z.object({
  state: z.enum(['completed', 'failed', 'cancelled', 'expired']),
  failure: taskFailure.nullable(),
  /** The charge; null: none. */
  quantities: taskQuantities.nullable(),
})
export type Outcome = z.output<typeof outcome>

const tried = z.object({ refused: z.array(z.string()), limited: z.array(z.string()) })
export type Tried = z.output<typeof tried>

const read = <Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> =>
  schema.parse(JSON.parse(text))

export const requestOf = ({ request }: Pick<TaskRow, 'request'>): TaskRequest => read(taskRequest, request)
export const triedOf = ({ tried: text }: TaskRow): Tried => read(tried, text)
export const filesOf = ({ files }: TaskRow): StoredOutput[] => read(z.array(storedOutput), files)
export const detailsOf = ({ details }: TaskRow): Record<string, unknown> =>
  JSON.parse(details) as Record<string, unknown>
export const failureOf = ({ failure }: TaskRow): TaskFailure | null =>
  failure === null ? null : read(taskFailure, failure)

/** Prices are texts in JSON. */
export const routeOf = ({ route }: Pick<TaskRow, 'route'>): TaskRoute =>
  z.decode(taskRoute, JSON.parse(route!))
/** Unchecked, except for what a poll reads. */
export const polledRouteOf = ({ route }: Pick<TaskRow, 'route'>): PolledRoute => read(polledRoute, route!)
export const routeText = (route: TaskRoute): string => JSON.stringify(z.encode(taskRoute, route))
export const handleOf = ({ handle }: Pick<TaskRow, 'handle'>): TaskHandle => read(taskHandle, handle!)
export const outputsOf = ({ outputs }: TaskRow): TaskOutput[] => read(z.array(taskOutput), outputs!)
export const outcomeOf = ({ outcome: text }: TaskRow): Outcome => read(outcome, text!)

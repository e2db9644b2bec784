import { z } from 'zod'
import { jsonValue } from '../json.ts'
import { defineCall, defineExchange, nanoUsd } from '../subject.ts'
import { unit } from '../vocabulary.ts'
import { rateCard } from './catalog.ts'

/*
 * Served by the router: the tasks-worker's calls to providers with long-running work. The tasks-worker owns the task
 * and its money; the router owns the providers, their keys and their APIs.
 */

export const TASK_TYPES = ['image', 'video', 'music', 'mj', 'suno'] as const
export const taskType = z.enum(TASK_TYPES)
export type TaskType = z.output<typeof taskType>

/** An input image: at a URL, or a stored input. */
export const taskImage = z.object({
  role: z.enum(['first', 'last', 'reference']),
  source: z.union([
    z.object({ url: z.string() }),
    z.object({ mediaId: z.string(), index: z.number().int().nonnegative() }),
  ]),
})
export type TaskImage = z.output<typeof taskImage>

/** The requested result. The model decides omitted fields; `planTask` fills in what decides the price. */
export const taskRequest = z.object({
  prompt: z.string().optional(),
  negativePrompt: z.string().optional(),
  seconds: z.number().int().positive().optional(),
  /** For example `1280x720`. */
  size: z.string().optional(),
  /** For example `16:9`. */
  aspectRatio: z.string().optional(),
  /** For example `720p`. */
  resolution: z.string().optional(),
  quality: z.string().optional(),
  count: z.number().int().positive().optional(),
  seed: z.number().int().optional(),
  hasAudio: z.boolean().optional(),
  images: z.array(taskImage).default([]),
  lyrics: z.string().optional(),
  title: z.string().optional(),
  tags: z.string().optional(),
  isInstrumental: z.boolean().optional(),
  /** The action in Midjourney and Suno: `imagine`, `upscale`, `lyrics`. */
  action: z.string().optional(),
  /** Fields that only this model has, in its provider's format. */
  input: z.record(z.string(), jsonValue).default({}),
})
export type TaskRequest = z.output<typeof taskRequest>

/** A provider's reference to its task: written by a wire when it was accepted, and read by it for polls. */
export const taskHandle = z.record(z.string(), z.string())
export type TaskHandle = z.output<typeof taskHandle>

export const taskQuantities = z.partialRecord(unit, z.number().int().nonnegative())
export type TaskQuantities = z.output<typeof taskQuantities>

/** One way to do a task. It is stored before the provider is called, and never changes. */
export const taskRoute = z.object({
  key: z.string(),
  providerId: z.string(),
  upstreamModel: z.string(),
  /** Identifies the provider's key without revealing it. */
  credential: z.string(),
  price: rateCard,
  priceVersion: z.string(),
  /** The units of its price, and the attributes of the request. */
  quantities: taskQuantities,
  attributes: z.record(z.string(), z.string()),
})
export type TaskRoute = z.output<typeof taskRoute>

const asked = z.object({ type: taskType, model: z.string().nullable(), request: taskRequest })

/**
 * Who may do a task, in order, and its highest cost. Fails like a request to a model: `model_not_found`,
 * `invalid_request` naming the field that no provider of the model supports.
 */
export const planTask = defineCall(
  'router.tasks.plan',
  asked.extend({
    allowedModels: z.array(z.string()).nullable(),
    /** A follow-up stays at the provider of its predecessor. */
    pinned: z.object({ providerId: z.string(), credential: z.string() }).nullable(),
  }),
  z.object({
    model: z.string(),
    /** The kind of output, as callers see it. */
    kind: z.enum(['image', 'video', 'audio']),
    request: taskRequest,
    routes: z.array(taskRoute),
    largestCostNanoUsd: nanoUsd,
    /** The usual duration of such a task, to show progress if the provider reports none. */
    usualMs: z.number().int().positive(),
  }),
)

export const taskFailure = z.object({ code: z.string(), message: z.string() })
export type TaskFailure = z.output<typeof taskFailure>

/** `unknown`: the provider may have accepted it. It must not be sent again. */
export const submitOutcome = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('accepted'),
    handle: taskHandle,
    /** How often it should be polled. */
    pollMs: z.number().int().positive().optional(),
    /** How many tasks one call asks about. */
    mostPerPoll: z.number().int().positive().optional(),
  }),
  z.object({
    type: z.literal('refused'),
    failure: taskFailure,
    /** `later`: the same provider may accept it later; `elsewhere`: another one may. */
    retry: z.enum(['no', 'elsewhere', 'later']),
  }),
  z.object({ type: z.literal('unknown'), reason: z.string() }),
])
export type SubmitOutcome = z.output<typeof submitOutcome>

const onRoute = { accountId: z.string(), taskId: z.string(), route: taskRoute }

/* Long calls are streams, so that the caller learns at once when the router died: the answer is one JSON text. */

/**
 * Asks the provider to start; answers a `submitOutcome`. Never called twice for one task and route, unless the first
 * call was refused.
 */
export const submitTask = defineExchange(
  'router.tasks.submit',
  asked.extend({
    ...onRoute,
    parent: taskHandle.nullable(),
    /** Where the provider may say that the task has news. */
    webhookUrl: z.string().nullable().default(null),
  }),
)

/** One output file, and its place at the provider. Never shown to callers. */
export const taskOutput = z.object({
  kind: z.enum(['image', 'video', 'audio']),
  variant: z.string().default(''),
  source: z.discriminatedUnion('type', [
    z.object({ type: z.literal('address'), url: z.string() }),
    /** At the provider's own address, with its key. */
    z.object({ type: z.literal('path'), path: z.string() }),
    /** Its URL must be requested first. */
    z.object({ type: z.literal('file'), id: z.string() }),
    /** Stored here already, under the task's id: images from the provider's only answer. */
    z.object({ type: z.literal('stored'), index: z.number().int().nonnegative() }),
    /** In the provider's answer to a poll, at this path: too large for a message, so it is read from there again. */
    z.object({ type: z.literal('inline'), position: z.number().int().nonnegative() }),
  ]),
})
export type TaskOutput = z.output<typeof taskOutput>

export const polled = z.discriminatedUnion('type', [
  z.object({ type: z.literal('running'), progress: z.number().int().min(0).max(100).nullable() }),
  z.object({
    type: z.literal('succeeded'),
    outputs: z.array(taskOutput),
    /** The provider's count, if it reports one. */
    quantities: taskQuantities.default({}),
    /** Other output, as text: lyrics, the buttons of an image. */
    details: z.record(z.string(), jsonValue).default({}),
  }),
  z.object({ type: z.literal('failed'), failure: taskFailure }),
  z.object({ type: z.literal('cancelled'), isCharged: z.boolean() }),
  z.object({ type: z.literal('expired') }),
  /** The provider has no such task. */
  z.object({ type: z.literal('gone') }),
  /** The provider could not be called right now. */
  z.object({ type: z.literal('unreachable'), reason: z.string() }),
])
export type Polled = z.output<typeof polled>

const runningTask = z.object({ ...onRoute, handle: taskHandle })

/** What a poll reads of a route. The rest is not checked: thousands of tasks are polled each second. */
export const polledRoute = z.looseObject({
  providerId: z.string(),
  upstreamModel: z.string(),
  credential: z.string(),
})
export type PolledRoute = z.output<typeof polledRoute>

/** The states of tasks, in their order: those of one provider share a call. Answers `pollAnswer`. */
export const pollTasks = defineExchange(
  'router.tasks.poll',
  z.object({
    tasks: z
      .array(runningTask.extend({ route: polledRoute }))
      .min(1)
      .max(100),
  }),
)
export const pollAnswer = z.object({
  results: z.array(polled),
  /** For workers of the previous version. */
  nextPollMs: z.array(z.number().int().positive()).optional(),
})

/** Looks up a task with an unconfirmed submission, if the provider can find one by our id. */
export const findTask = defineCall(
  'router.tasks.find',
  z.object({ ...onRoute, type: taskType, request: taskRequest }),
  z.object({ handle: taskHandle.nullable(), isCertain: z.boolean() }),
)

/**
 * Whether a call that claims to be a provider's is; its body is that of the call. Answers a `checkedWebhook`.
 * `credential`: that of the task; null where the call is about all tasks of an account at the provider.
 */
export const checkTaskWebhook = defineExchange(
  'router.tasks.webhook',
  z.object({
    providerId: z.string(),
    credential: z.string().nullable(),
    headers: z.record(z.string(), z.string()),
  }),
)
export const checkedWebhook = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('genuine'),
    /** The id of the task at the provider, where the call is about all of them. */
    upstreamId: z.string().nullable(),
    reply: z.record(z.string(), z.string()),
  }),
  z.object({ type: z.literal('refused'), reason: z.string() }),
])
export type CheckedWebhook = z.output<typeof checkedWebhook>

/** `unsupported`: this provider cannot cancel. The next poll says whether it worked. */
export const cancelUpstreamTask = defineCall(
  'router.tasks.cancel',
  runningTask,
  z.object({ outcome: z.enum(['asked', 'unsupported', 'unreachable']) }),
)

/** Stores one output of a task; answers `storedTaskOutput` once it is durable, and the same if it is repeated. */
export const storeTaskOutput = defineExchange(
  'router.tasks.store',
  runningTask.extend({ index: z.number().int().min(0).max(999), output: taskOutput }),
)
export const storedTaskOutput = z.object({
  contentType: z.string(),
  byteLength: z.number().int(),
  expiresAt: z.string(),
})

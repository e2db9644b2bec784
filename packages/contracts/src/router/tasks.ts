import { z } from 'zod'
import { defineCall, defineExchange, nanoUsd } from '../subject.ts'
import { unit } from '../vocabulary.ts'
import { rateCard } from './catalog.ts'

/*
 * Served by the router: what the tasks-worker asks of providers whose answers take minutes. The tasks-worker owns the
 * task and its money, the router the providers, their keys and their words.
 */

export const TASK_TYPES = ['image', 'video', 'music', 'mj', 'suno'] as const
export const taskType = z.enum(TASK_TYPES)
export type TaskType = z.output<typeof taskType>

/** A picture that goes in: at an address, or stored here as an input. */
export const taskImage = z.object({
  role: z.enum(['first', 'last', 'reference']),
  source: z.union([
    z.object({ url: z.string() }),
    z.object({ mediaId: z.string(), index: z.number().int().nonnegative() }),
  ]),
})
export type TaskImage = z.output<typeof taskImage>

/** What is to be made. What is left out is up to the model; `planTask` fills in what decides the price. */
export const taskRequest = z.object({
  prompt: z.string().optional(),
  negativePrompt: z.string().optional(),
  seconds: z.number().int().positive().optional(),
  /** As `1280x720`. */
  size: z.string().optional(),
  /** As `16:9`. */
  aspectRatio: z.string().optional(),
  /** As `720p`. */
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
  /** What Midjourney and Suno call it: `imagine`, `upscale`, `lyrics`. */
  action: z.string().optional(),
  /** What only this model knows, in the words of its provider. */
  input: z.record(z.string(), z.json()).default({}),
})
export type TaskRequest = z.output<typeof taskRequest>

/** How a provider names a task of its own: what a wire wrote when it was taken, and reads to ask for it again. */
export const taskHandle = z.record(z.string(), z.string())
export type TaskHandle = z.output<typeof taskHandle>

export const taskQuantities = z.partialRecord(unit, z.number().int().nonnegative())
export type TaskQuantities = z.output<typeof taskQuantities>

/** One way to have a task done. It is written down before the provider is asked, and kept to ever after. */
export const taskRoute = z.object({
  key: z.string(),
  providerId: z.string(),
  upstreamModel: z.string(),
  /** Names the provider's key that is used, without being it. */
  credential: z.string(),
  price: rateCard,
  priceVersion: z.string(),
  /** What it is counted in, and how it was asked for. */
  quantities: taskQuantities,
  attributes: z.record(z.string(), z.string()),
})
export type TaskRoute = z.output<typeof taskRoute>

const asked = z.object({ type: taskType, model: z.string().nullable(), request: taskRequest })

/**
 * Who may do a task, in order, and what it costs at most. Fails as a request to a model does: `model_not_found`,
 * `invalid_request` naming the field that no provider of the model can be told.
 */
export const planTask = defineCall(
  'router.tasks.plan',
  asked.extend({
    allowedModels: z.array(z.string()).nullable(),
    /** A follow-up stays where what it follows was made. */
    pinned: z.object({ providerId: z.string(), credential: z.string() }).nullable(),
  }),
  z.object({
    model: z.string(),
    /** What comes out, by what callers see it as. */
    kind: z.enum(['image', 'video', 'audio']),
    request: taskRequest,
    routes: z.array(taskRoute),
    largestCostNanoUsd: nanoUsd,
    /** How long such a task usually takes, to show progress where the provider tells none. */
    usualMs: z.number().int().positive(),
  }),
)

export const taskFailure = z.object({ code: z.string(), message: z.string() })
export type TaskFailure = z.output<typeof taskFailure>

/** `unknown`: the provider may have taken it, and nobody can tell. It must not be asked again. */
export const submitOutcome = z.discriminatedUnion('type', [
  z.object({ type: z.literal('accepted'), handle: taskHandle }),
  z.object({
    type: z.literal('refused'),
    failure: taskFailure,
    /** `later`: the same provider may take it in a while; `elsewhere`: another one may. */
    retry: z.enum(['no', 'elsewhere', 'later']),
  }),
  z.object({ type: z.literal('unknown'), reason: z.string() }),
])
export type SubmitOutcome = z.output<typeof submitOutcome>

const onRoute = { accountId: z.string(), taskId: z.string(), route: taskRoute }

/*
 * What takes long travels as a stream, so that the asking side hears at once when the router died: the answer is one
 * JSON text.
 */

/**
 * Asks the provider to begin: answers a `submitOutcome`. Never asked twice for one task and route, unless the first one
 * was refused.
 */
export const submitTask = defineExchange(
  'router.tasks.submit',
  asked.extend({ ...onRoute, parent: taskHandle.nullable() }),
)

/** One file of what was made, and where the provider keeps it. Never shown to callers. */
export const taskOutput = z.object({
  kind: z.enum(['image', 'video', 'audio']),
  variant: z.string().default(''),
  source: z.discriminatedUnion('type', [
    z.object({ type: z.literal('address'), url: z.string() }),
    /** At the provider's own address, with its key. */
    z.object({ type: z.literal('path'), path: z.string() }),
    /** Its address is asked for first. */
    z.object({ type: z.literal('file'), id: z.string() }),
    /** In the provider's answer to a poll, at this place: too large for a message, so it is read from there again. */
    z.object({ type: z.literal('inline'), position: z.number().int().nonnegative() }),
  ]),
})
export type TaskOutput = z.output<typeof taskOutput>

export const polled = z.discriminatedUnion('type', [
  z.object({ type: z.literal('running'), progress: z.number().int().min(0).max(100).nullable() }),
  z.object({
    type: z.literal('succeeded'),
    outputs: z.array(taskOutput),
    /** What the provider counted, where it says so. */
    quantities: taskQuantities.default({}),
    /** What else came out, as text: lyrics, the buttons of a picture. */
    details: z.record(z.string(), z.json()).default({}),
  }),
  z.object({ type: z.literal('failed'), failure: taskFailure }),
  z.object({ type: z.literal('cancelled'), isCharged: z.boolean() }),
  z.object({ type: z.literal('expired') }),
  /** The provider knows no such task. */
  z.object({ type: z.literal('gone') }),
  /** It could not be asked just now. */
  z.object({ type: z.literal('unreachable'), reason: z.string() }),
])
export type Polled = z.output<typeof polled>

const runningTask = z.object({ ...onRoute, handle: taskHandle })

/**
 * How tasks get on, in the order they were given: those of one provider are asked for together. Answers `pollAnswer`.
 */
export const pollTasks = defineExchange(
  'router.tasks.poll',
  z.object({ tasks: z.array(runningTask).min(1).max(100) }),
)
export const pollAnswer = z.object({
  results: z.array(polled),
  nextPollMs: z.array(z.number().int().positive()),
})

/** Looks for a task whose submission nobody answered, where the provider can find one by our id. */
export const findTask = defineCall(
  'router.tasks.find',
  z.object({ ...onRoute, type: taskType, request: taskRequest }),
  z.object({ handle: taskHandle.nullable(), isCertain: z.boolean() }),
)

/** `unsupported`: this provider cancels nothing. Whether it worked is what the next poll says. */
export const cancelUpstreamTask = defineCall(
  'router.tasks.cancel',
  runningTask,
  z.object({ outcome: z.enum(['asked', 'unsupported', 'unreachable']) }),
)

/** Stores one output of a task; answers `storedTaskOutput` once it is durable, and the same when it is asked again. */
export const storeTaskOutput = defineExchange(
  'router.tasks.store',
  runningTask.extend({ index: z.number().int().min(0).max(999), output: taskOutput }),
)
export const storedTaskOutput = z.object({
  contentType: z.string(),
  byteLength: z.number().int(),
  expiresAt: z.string(),
})

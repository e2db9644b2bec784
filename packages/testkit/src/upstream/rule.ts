import type { Fault } from './fault.ts'
import type { RecordedRequest } from './recorded-request.ts'
import { readScriptName, type Answer } from './script-name.ts'
import type { Step } from './step.ts'
import { transcript as makeTranscript, type Transcript } from './transcripts/transcript.ts'

/** The requests that a rule applies to. Absent fields match all. */
export type Match = {
  model?: string | RegExp
  path?: string | RegExp
  /** A header's name (lower case) and value. */
  header?: [name: string, value: string]
  /** Only the n-th request, from 1, that matches the other conditions. */
  nth?: number
}

/** A transcript with faults, or exact steps. */
export type Deed = { transcript?: Transcript; faults?: Fault[] } | { steps: Step[] }

/** A rule for requests. `choose` decides by the request. */
export type Rule = { match?: Match } & (Deed | { choose(request: RecordedRequest): Deed })

export type ActiveRule = { rule: Rule; matchCount: number }

/** Chooses by the newest matching rule, else by the script in the model's name. Counts matches for `nth`. */
export const chooseAnswer = (
  rules: ActiveRule[],
  request: RecordedRequest,
): Answer | { steps: Step[] } | undefined => {
  let chosen: Rule | undefined
  for (const active of rules.toReversed()) {
    if (!isMatch(active.rule.match ?? {}, request)) continue
    active.matchCount += 1
    const nth = active.rule.match?.nth
    if (!chosen && (nth === undefined || nth === active.matchCount)) chosen = active.rule
  }
  if (chosen) return answerOf('choose' in chosen ? chosen.choose(request) : chosen)
  return request.model === undefined ? undefined : readScriptName(request.model)
}

const answerOf = (deed: Deed): Answer | { steps: Step[] } =>
  'steps' in deed
    ? { steps: deed.steps }
    : { transcript: deed.transcript ?? makeTranscript(), faults: deed.faults ?? [] }

const isMatch = (match: Match, request: RecordedRequest): boolean =>
  isTextMatch(match.model, request.model) &&
  isTextMatch(match.path, request.path) &&
  (match.header === undefined || request.headers[match.header[0]] === match.header[1])

const isTextMatch = (expected: string | RegExp | undefined, actual: string | undefined): boolean => {
  if (expected === undefined) return true
  if (actual === undefined) return false
  return typeof expected === 'string' ? expected === actual : expected.test(actual)
}

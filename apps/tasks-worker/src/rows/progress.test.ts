import { expect, it } from 'vitest'
import { progressOf } from './progress.ts'

const begun = new Date('2026-01-01T00:00:00Z')
const row = {
  progress: 0,
  is_progress_guessed: true,
  submitted_at: begun,
  created_at: begun,
  usual_ms: 60_000,
}
const after = (ms: number): Date => new Date(begun.getTime() + ms)

it('is the elapsed share of the usual time, and never looks nearly done, if the provider reports none', () => {
  expect([0, 30_000, 60_000, 600_000].map((ms) => progressOf(row, after(ms)))).toEqual([0, 50, 95, 95])
})

it('is never less than it was before', () => {
  expect(progressOf({ ...row, progress: 40 }, after(6_000))).toBe(40)
})

it('is what the provider reports', () => {
  expect(progressOf({ ...row, is_progress_guessed: false, progress: 7 }, after(30_000))).toBe(7)
})

import { arrayOf, compact, objectOf, optionalText } from '../../json/object.ts'
import { failed, refusalByCode, refusalOf, unreadable, withoutId } from '../failures.ts'
import { outputsAt, succeeded, thumbnailAt, withoutFiles } from '../outputs.ts'
import { requireKnown, requireOneOf } from '../require.ts'
import { progressOf, stateOf } from '../states.ts'
import type { LoadedTask, TaskWire, WirePolled } from '../wire.ts'

/** With lyrics, a title or a style, it follows them. Otherwise it gets a description and chooses them itself. */
const bodyOf = (task: LoadedTask): Record<string, unknown> => {
  if (task.action === 'lyrics') return { prompt: task.prompt }
  const isTold = (task.lyrics ?? task.title ?? task.tags) !== undefined || 'prompt' in task.input
  return compact({
    ...task.input,
    mv: task.model,
    ...(isTold
      ? { prompt: task.lyrics ?? task.prompt ?? task.input['prompt'] }
      : { gpt_description_prompt: task.prompt ?? task.input['gpt_description_prompt'] }),
    title: task.title,
    tags: task.tags,
    make_instrumental: task.isInstrumental,
    task_id: task.parent?.['id'],
  })
}

/** Wrappers of Suno, as used by new-api (dto/suno.go, task/suno/adaptor.go). Each request returns two songs. */
export const suno: TaskWire = {
  types: ['suno', 'music'],
  defaults: {},
  pollIntervalMs: 5_000,
  usualMs: 120_000,
  submit: (task) => {
    requireKnown(task, {
      fields: ['lyrics', 'title', 'tags', 'isInstrumental', 'action'],
      hasInput: true,
      needsPrompt: false,
    })
    const action = task.action ?? 'music'
    requireOneOf('action', action, ['music', 'lyrics'])
    return { method: 'POST', path: `/suno/submit/${action}`, body: { type: 'json', value: bodyOf(task) } }
  },
  readSubmitted: (answer, task) => {
    const refusal = refusalOf(answer)
    if (refusal !== null) return refusal
    const { code, message, data } = objectOf(answer.body)
    const id = optionalText(data)
    if (stateOf(code) !== 'succeeded')
      return refusalByCode(/limit|busy|queue/i.test(String(code)) ? 429 : 1, optionalText(message))
    return id === undefined
      ? withoutId()
      : { type: 'accepted', handle: { id, action: task.action ?? 'music' } }
  },
  mostPerPoll: 50,
  poll: (handles) => ({
    method: 'POST',
    path: '/suno/fetch',
    body: { type: 'json', value: { ids: handles.map(({ id }) => id) } },
  }),
  readPolled: (answer, handles) => {
    const bad = unreadable(answer)
    if (bad !== null) return handles.map(() => bad)
    const found = arrayOf(objectOf(answer.body)['data']).map(objectOf)
    const tasks = new Map(found.map((task) => [String(task['task_id']), task]))
    return handles.map(({ id, action }) => readTask(tasks.get(id!), action === 'lyrics'))
  },
}

const readTask = (task: Record<string, unknown> | undefined, isLyrics: boolean): WirePolled => {
  if (task === undefined) return { type: 'gone' }
  switch (stateOf(task['status'])) {
    case 'succeeded':
      return isLyrics ? lyricsIn(task['data']) : songsIn(arrayOf(task['data']).map(objectOf))
    case 'failed':
      return failed(optionalText(task['fail_reason']))
    case 'expired':
      return { type: 'expired' }
    default:
      return { type: 'running', progress: progressOf(task['progress']) }
  }
}

const lyricsIn = (data: unknown): WirePolled => {
  const first = objectOf(Array.isArray(data) ? data[0] : data)
  const lyrics = [{ title: optionalText(first['title']) ?? null, text: optionalText(first['text']) ?? null }]
  return withoutFiles({ lyrics })
}

const songsIn = (songs: readonly Record<string, unknown>[]): WirePolled => {
  const outputs = songs.flatMap((song) => [
    ...outputsAt('audio', song['audio_url']),
    ...thumbnailAt(song['image_url']),
  ])
  const said = songs.map((song) => {
    const { tags, prompt, duration } = objectOf(song['metadata'])
    return {
      title: song['title'] ?? null,
      tags: tags ?? null,
      lyrics: prompt ?? null,
      duration: duration ?? null,
    }
  })
  return succeeded(outputs, { details: { songs: said } })
}

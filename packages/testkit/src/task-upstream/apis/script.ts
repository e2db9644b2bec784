/** The course of one task. It is part of the prompt, such as `{{polls=2 end=fail}}`, so that every API passes it on. */
export type TaskScript = {
  /** `lose`: accepted, but the response is lost; `cut`: not accepted; a number: refused with that status. */
  submit: 'accept' | 'lose' | 'cut' | 'hang' | number
  /** How many submissions `submit` applies to; later ones are accepted. */
  times: number
  /** The number of polls before it ends. */
  polls: number
  /** The number of polls that fail first. */
  pollFaults: number
  end: 'done' | 'fail' | 'refuse' | 'cancel' | 'empty' | 'expire' | 'vanish' | 'never'
  /** Whether it reports undocumented states while it runs. */
  isOdd: boolean
  /** `gone`: the file's URL has expired, and the next poll has another one; `wrong`: the file is a web page. */
  file: 'ok' | 'gone' | 'wrong' | 'flaky'
}

const USUAL: TaskScript = {
  submit: 'accept',
  times: 1,
  polls: 1,
  pollFaults: 0,
  end: 'done',
  isOdd: false,
  file: 'ok',
}

/** Reads the script in a request's body. The default is success. */
export const readScript = (body: string): TaskScript => {
  const written = /\{\{([\w= -]*)\}\}/.exec(body)?.[1] ?? ''
  const read: Record<string, unknown> = {}
  for (const [, name, value] of written.matchAll(/(\w+)=([\w-]+)/g))
    read[name!] = /^\d+$/.test(value!) ? Number(value) : value === 'true' ? true : value
  return { ...USUAL, ...read }
}

type Fields = Record<string, unknown>

const WHEEL_PIXELS = 100
const keysOf = (keys: unknown): string[] => (typeof keys === 'string' ? keys.toUpperCase().split('+') : [])

const clickOf = ({ x, y, button, count, keys }: Fields): Fields => ({
  type: count === 2 ? 'double_click' : 'click',
  ...(count === 2 ? {} : { button: button === 'middle' ? 'wheel' : button }),
  x,
  y,
  ...(keys === undefined ? {} : { keys: keysOf(keys) }),
})

const scrollOf = ({ x, y, direction, amount }: Fields): Fields => {
  const pixels = Number(amount) * WHEEL_PIXELS * (direction === 'up' || direction === 'left' ? -1 : 1)
  const isUpright = direction === 'up' || direction === 'down'
  return { type: 'scroll', x, y, scroll_x: isUpright ? 0 : pixels, scroll_y: isUpright ? pixels : 0 }
}

const dragOf = ({ start_x, start_y, end_x, end_y, path }: Fields): Fields => ({
  type: 'drag',
  path: [
    ...(start_x === undefined ? [] : [{ x: start_x, y: start_y }]),
    ...(Array.isArray(path) ? (path as unknown[]) : []),
    ...(end_x === undefined ? [] : [{ x: end_x, y: end_y }]),
  ],
})

/** Our actions in the format of OpenAI's Responses; those without a counterpart have our own name. */
export const openaiActionOf = (action: string, input: object): Fields => {
  const fields = input as Fields
  switch (action) {
    case 'click':
      return clickOf(fields)
    case 'scroll':
      return scrollOf(fields)
    case 'drag':
      return dragOf(fields)
    case 'key':
      return { type: 'keypress', keys: keysOf(fields['key']) }
    default:
      return { type: action, ...fields }
  }
}

/** Resolves with the first bytes of an answer; `text` resolves with all of it. */
export const readBegun = async (response: Response): Promise<{ text: Promise<string> }> => {
  const pieces = response.body!.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]()
  const first = await pieces.next()
  const rest = async (): Promise<string> => {
    let text = first.value ?? ''
    for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) text += piece.value
    return text
  }
  return { text: rest() }
}

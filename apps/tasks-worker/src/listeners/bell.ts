/** Tells one who waits that there is something to do; what is told while nobody waits is not lost. */
export class Bell {
  #isTold = false
  #wake = (): void => {}

  tell(): void {
    this.#isTold = true
    this.#wake()
  }

  /** Resolves when it was told since the last time, at the latest after so long. */
  heard(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer)
        this.#isTold = false
        this.#wake = () => {}
        resolve()
      }
      const timer = setTimeout(go, withinMs)
      this.#wake = go
      if (this.#isTold) go()
    })
  }
}

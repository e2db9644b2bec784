/** Wakes a waiting worker; a ring while no one waits is not lost. */
export class Bell {
  #isTold = false
  #wake = (): void => {}

  tell(): void {
    this.#isTold = true
    this.#wake()
  }

  /** Resolves when it was rung since the last call, or after this time. */
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

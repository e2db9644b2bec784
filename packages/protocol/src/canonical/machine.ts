/**
 * A stream translator as a function from state and input to state and outputs: no I/O, no clock, no generated ids (they
 * are in `context`). State is a plain record, so a test can print it.
 */
export type Machine<State, In, Out, Context> = {
  start(context: Context): State
  step(state: State, input: In): [State, Out[]]
  /** The input ended. Open blocks are closed, or a fault reports that the stream was cut off. */
  end(state: State): Out[]
}

/** Runs a machine over complete inputs; returns all outputs, including those of the end. */
export const run = <State, In, Out, Context>(
  machine: Machine<State, In, Out, Context>,
  context: Context,
  inputs: Iterable<In>,
): Out[] => {
  let state = machine.start(context)
  const all: Out[] = []
  for (const input of inputs) {
    const [next, outputs] = machine.step(state, input)
    state = next
    all.push(...outputs)
  }
  all.push(...machine.end(state))
  return all
}

/** A machine with its state, for code that feeds it by hand. The state is public, so a log can print it. */
export type Running<In, Out> = { step(input: In): Out[]; end(): Out[]; state(): unknown }

/** Starts a machine. */
export const startMachine = <State, In, Out, Context>(
  machine: Machine<State, In, Out, Context>,
  context: Context,
): Running<In, Out> => {
  let state = machine.start(context)
  return {
    step: (input) => {
      // By index: destructuring allocates an iterator for each event.
      const stepped = machine.step(state, input)
      state = stepped[0]
      return stepped[1]
    },
    end: () => machine.end(state),
    state: () => state,
  }
}

type Piped<A, B> = { first: A; second: B }

/** One machine that feeds the outputs of `first` to `second`. Takes both contexts, in order. */
export const pipe = <A, B, In, Middle, Out, ContextA, ContextB>(
  first: Machine<A, In, Middle, ContextA>,
  second: Machine<B, Middle, Out, ContextB>,
): Machine<Piped<A, B>, In, Out, [ContextA, ContextB]> => ({
  start: ([a, b]) => ({ first: first.start(a), second: second.start(b) }),
  step: (state, input) => {
    const [next, middle] = first.step(state.first, input)
    state.first = next
    return [state, feed(second, state, middle)]
  },
  end: (state) => [...feed(second, state, first.end(state.first)), ...second.end(state.second)],
})

const feed = <A, B, Middle, Out, Context>(
  machine: Machine<B, Middle, Out, Context>,
  state: Piped<A, B>,
  inputs: Middle[],
): Out[] => {
  const all: Out[] = []
  for (const input of inputs) {
    const [next, outputs] = machine.step(state.second, input)
    state.second = next
    all.push(...outputs)
  }
  return all
}

/** A machine as a stream stage. */
export const toTransform = <State, In, Out, Context>(
  machine: Machine<State, In, Out, Context>,
  context: Context,
): TransformStream<In, Out> => {
  const running = startMachine(machine, context)
  return new TransformStream({
    transform: (input, controller) => running.step(input).forEach((output) => controller.enqueue(output)),
    flush: (controller) => running.end().forEach((output) => controller.enqueue(output)),
  })
}

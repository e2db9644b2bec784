/** The reason in the status of a computer whose host is lost, until the host returns. */
export const HOST_GONE = 'Its host does not answer. Its files are kept on that host.'

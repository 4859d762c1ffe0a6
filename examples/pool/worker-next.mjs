/** The next version of the worker. It runs well on the machine of whoever wrote it. */
throw new Error('there is no dictionary on this machine')

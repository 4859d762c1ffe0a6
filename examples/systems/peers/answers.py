"""
A server that answers ping by pong, with and without a newline: answers.py PORT PATTERN [freeze]

Each letter of the pattern is for one ping: y, answered; n, not. Afterwards it is silent, or frozen, with its socket open.
"""
import os
import signal
import socket
import sys

server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("peer: listening", flush=True)
connection, _ = server.accept()
for letter in sys.argv[2]:
    data = connection.recv(1024)
    if not data:
        print("peer: the client closed", flush=True)
        sys.exit()
    print("peer: got", data.decode().strip(), "and", "answers" if letter == "y" else "does not answer", flush=True)
    if letter == "y":
        connection.sendall(data.replace(b"ping", b"pong"))
if "freeze" in sys.argv:
    print("peer: freezes", flush=True)
    os.kill(os.getpid(), signal.SIGSTOP)
while connection.recv(1024):
    pass
print("peer: the client closed", flush=True)

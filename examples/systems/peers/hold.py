"""Clients that hold connections, and say nothing: hold.py PORT COUNT"""
import socket
import sys

port, count = int(sys.argv[1]), int(sys.argv[2])
connections = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
for nth, connection in enumerate(connections, 1):
    try:
        connection.recv(1)
    except OSError:
        pass
    print(f"peer: connection {nth} was closed", flush=True)

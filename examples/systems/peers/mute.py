"""A server that accepts, and neither reads nor writes: mute.py PORT"""
import socket
import sys

server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("peer: listening", flush=True)
accepted = []
while True:
    accepted.append(server.accept())

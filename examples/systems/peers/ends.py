"""
Servers at ports in a row, each with an end of its own: ends.py PORT

PORT closes in order, PORT + 1 resets, PORT + 2 is silent; at PORT + 3 nobody listens.
"""
import select
import socket
import struct
import sys

first = int(sys.argv[1])
closing, resetting, silent = servers = [socket.create_server(("127.0.0.1", first + nth)) for nth in range(3)]
print("peer: listening", flush=True)
held = []
while True:
    for server in select.select(servers, [], [])[0]:
        connection, _ = server.accept()
        if server is silent:
            held.append(connection)
            continue
        connection.recv(1024)
        if server is resetting:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

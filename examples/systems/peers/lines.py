"""A client that reads lines, and writes any lines of its own: lines.py PORT"""
import socket
import sys

connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
connection.sendall(b"any line\nand another\n")
for line in connection.makefile("rb"):
    print("peer: got", line, flush=True)
print("peer: the server closed", flush=True)

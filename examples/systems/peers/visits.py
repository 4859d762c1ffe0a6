"""A client of short links: dials, writes heartbeat, closes, and comes again: visits.py PORT COUNT"""
import socket
import sys
import time

for _ in range(int(sys.argv[2])):
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as connection:
        connection.sendall(b"heartbeat")
    time.sleep(0.4)
print("peer: comes no more", flush=True)

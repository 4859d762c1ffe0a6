"""A server that greets its client, goes away after three heartbeats, and comes back once: late.py PORT"""
import socket
import sys
import time

for nth in range(2):
    server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
    connection, _ = server.accept()
    server.close()
    connection.sendall(b"welcome")
    for _ in range(3):
        print("peer: got", connection.recv(1024).decode(), flush=True)
    connection.close()
    print("peer: gone", flush=True)
    if nth == 0:
        time.sleep(2)

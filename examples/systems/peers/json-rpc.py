"""A server of JSON-RPC 2.0, a line a message, each call in a thread; answers ping by pong as well: json-rpc.py PORT"""
import json
import socket
import sys
import threading
import time

server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("peer: listening", flush=True)
connection, _ = server.accept()
print("peer: one connection", flush=True)
one_at_a_time = threading.Lock()


def write(text):
    with one_at_a_time:
        connection.sendall(text.encode() + b"\n")


def answer(call):
    if call["method"] == "slow":
        time.sleep(2)
    write(json.dumps({"jsonrpc": "2.0", "id": call["id"], "result": sum(call["params"])}))


for line in connection.makefile("r"):
    if line == "ping\n":
        write("pong")
    else:
        threading.Thread(target=answer, args=[json.loads(line)]).start()

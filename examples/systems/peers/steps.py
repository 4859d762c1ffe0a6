"""A piece of work in steps: says the time after each, and ends; or hangs after so many: steps.py STEPS [hang]"""
import sys
import time

for _ in range(int(sys.argv[1])):
    time.sleep(0.5)
    print(time.time(), flush=True)
if "hang" in sys.argv:
    time.sleep(3600)

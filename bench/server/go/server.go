// The peer in Go, as one writes it there: a goroutine reads each connection under a deadline, a timer of its own sends
// its beats. It speaks like the others' hosts: orders come by lines on stdin, what it found goes to stdout as JSON.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand"
	"net"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

var terms struct{ EveryMs, TimeoutMs, Misses, N, IdleMs, SettleMs, WindowMs int }
var ping = []byte("ping\n")
var open, beats int64
var conns sync.Map

func serve(conn net.Conn) {
	every := time.Duration(terms.EveryMs) * time.Millisecond
	dead := every + time.Duration(terms.Misses*terms.TimeoutMs)*time.Millisecond
	conns.Store(conn, nil)
	atomic.AddInt64(&open, 1)
	var timer *time.Timer
	var armed sync.WaitGroup
	armed.Add(1)
	timer = time.AfterFunc(time.Duration(rand.Int63n(int64(every))), func() {
		armed.Wait()
		atomic.AddInt64(&beats, 1)
		conn.Write(ping)
		timer.Reset(every)
	})
	armed.Done()
	buffer := make([]byte, 64)
	for {
		conn.SetReadDeadline(time.Now().Add(dead))
		if _, err := conn.Read(buffer); err != nil {
			break
		}
	}
	timer.Stop()
	conn.Close()
	conns.Delete(conn)
	atomic.AddInt64(&open, -1)
}

func tell(kind string, values map[string]float64) {
	line, _ := json.Marshal(map[string]any{"kind": kind, "values": values})
	fmt.Println(string(line))
}

func cpuNow() float64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1000
}

func rssKb() float64 {
	debug.FreeOSMemory()
	var size, resident float64
	text, _ := os.ReadFile("/proc/self/statm")
	fmt.Sscan(string(text), &size, &resident)
	return resident * float64(os.Getpagesize()) / 1024
}

func sleep(ms int) { time.Sleep(time.Duration(ms) * time.Millisecond) }

func main() {
	json.Unmarshal([]byte(os.Args[1]), &terms)
	n := float64(terms.N)
	orders := bufio.NewScanner(os.Stdin)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()
	cpu := cpuNow()
	sleep(terms.IdleMs)
	idle := (cpuNow() - cpu) / (float64(terms.IdleMs) / 1000)
	empty := rssKb()
	port := float64(listener.Addr().(*net.TCPAddr).Port)
	cpu = cpuNow()
	tell("listening", map[string]float64{"port": port, "idle_cpu_us_per_s": idle})
	orders.Scan() // connected
	for looks := 0; atomic.LoadInt64(&open) < int64(terms.N) && looks < 50; looks++ {
		sleep(20)
	}
	tell("accepted", map[string]float64{"setup_cpu_us": cpuNow() - cpu, "setup_beats": float64(atomic.LoadInt64(&beats))})
	orders.Scan() // measure
	sleep(terms.SettleMs)
	before, began := atomic.LoadInt64(&beats), time.Now()
	cpu = cpuNow()
	sleep(terms.WindowMs)
	spent := cpuNow() - cpu
	sent, ms := float64(atomic.LoadInt64(&beats)-before), float64(time.Since(began).Microseconds())/1000
	tell("measured", map[string]float64{"open": float64(atomic.LoadInt64(&open)), "beats": sent,
		"beats_due": n * ms / float64(terms.EveryMs), "cpu_us": spent, "rss_kb": (rssKb() - empty) / n})
	orders.Scan() // stop
	began = time.Now()
	cpu = cpuNow()
	listener.Close()
	conns.Range(func(conn, _ any) bool { conn.(net.Conn).Close(); return true })
	for atomic.LoadInt64(&open) > 0 {
		sleep(1)
	}
	tell("stopped", map[string]float64{"stop_ms": float64(time.Since(began).Microseconds()) / 1000, "stop_cpu_us": (cpuNow() - cpu) / n})
	tell("profiled", nil)
	orders.Scan()
}

// limit - the yardstick: a single-threaded epoll chat server that does as little as possible per delivery.
//
// Protocol: first line of a connection = user name, every further line = a message; every message goes to
// every named client (sender included) as "name:message\n".
//
// Design: one shared append-only log of outgoing bytes, kept in a ring that is mapped twice in a row so
// that any stretch of it is contiguous.  A client is a cursor into that log.  A message is written to the
// log once; each client then gets "everything from its cursor to the head" in one send(), so bursts
// coalesce and no per-client copy or queue exists.  When a client is further behind than GATE nothing
// more is read until it has caught up by half (so a flood cannot outrun readers that do read); if that
// takes longer than TIMEOUT, or a client is ever further behind than LAG, it is disconnected.
//
// Build: gcc -O2 -o artifacts/limit bench/yardstick/limit.c       Usage: limit PORT
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define RING (64ull << 20) // bytes of log kept
#define LAG (32ull << 20)  // furthest a client may be behind
#define GATE (4ull << 20)  // lag at which reading pauses
#define TIMEOUT 1000      // milliseconds for which one client may hold back the others
#define BATCH (1ull << 20) // log growth after which clients are served even in the middle of an event batch
#define READ (64 * 1024)   // bytes per recv, and longest line
#define SEND (512 * 1024)  // maximum bytes per send
#define NAME 64            // longest user name

typedef struct {
    int fd, slot; // slot: index in clients[], where open connections live side by side
    bool named, blocked;
    uint8_t name_len;
    uint32_t carry_len;
    uint64_t cur;   // position in the log
    int64_t moved;  // when bytes last went out while blocked, ms
    char *carry;  // unfinished line
    char name[NAME + 1];
} client;

static char *ring;
static uint64_t head, flushed;
static client **clients, **dropped;
static int nclients, cap, ndropped, in, out; // in: readable, out: could not be written
static char buf[READ * 2];

static void drop(client *c) {
    if (c->fd < 0) return;
    close(c->fd);
    c->fd = -1;
    clients[c->slot] = clients[--nclients];
    clients[c->slot]->slot = c->slot;
    dropped[ndropped++] = c; // freed after the event batch, which may still mention it
}
static int64_t now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
static void block(client *c, bool on) {
    if (c->blocked == on) return;
    c->blocked = on;
    struct epoll_event e = {.events = EPOLLOUT, .data.ptr = c};
    epoll_ctl(out, on ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, c->fd, &e);
}
static void serve(client *c) {
    while (c->cur < head) {
        uint64_t n = head - c->cur;
        if (n > SEND) n = SEND;
        ssize_t w = send(c->fd, ring + (c->cur & (RING - 1)), n, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (w < 0 && errno == EINTR) continue;
        if (w < 0 && errno != EAGAIN) {
            drop(c);
            return;
        }
        if (w > 0) c->cur += w;
        if (w < (ssize_t)n) { // socket buffer full
            if (w > 0 || !c->blocked) c->moved = now_ms();
            block(c, true);
            return;
        }
    }
    block(c, false);
}
// How far the furthest-behind client is behind; those beyond the limits are disconnected.
static uint64_t worst(void) {
    uint64_t max_lag = 0;
    int64_t now = now_ms();
    for (int i = nclients; i-- > 0;) {
        client *c = clients[i];
        if (!c->blocked) continue;
        uint64_t lag = head - c->cur;
        if (lag > LAG || (lag > GATE / 2 && now - c->moved > TIMEOUT)) drop(c);
        else if (lag > max_lag) max_lag = lag;
    }
    return max_lag;
}
static void serve_all(void) {
    if (flushed == head) return;
    flushed = head;
    for (int i = nclients; i-- > 0;)
        if (clients[i]->named && !clients[i]->blocked) serve(clients[i]);
}
static void serve_blocked(int wait_ms) {
    struct epoll_event ev[256];
    int n = epoll_wait(out, ev, 256, wait_ms);
    for (int i = 0; i < n; i++) serve(ev[i].data.ptr);
}
static void line(client *c, const char *p, size_t n) {
    if (n && p[n - 1] == '\r') n--;
    if (!c->named) {
        if (n > NAME) n = NAME;
        memcpy(c->name, p, n);
        c->name[n] = ':';
        c->name_len = n + 1;
        c->named = true;
        c->cur = head;
        return;
    }
    char *w = ring + (head & (RING - 1));
    memcpy(w, c->name, c->name_len);
    memcpy(w + c->name_len, p, n);
    w[c->name_len + n] = '\n';
    head += c->name_len + n + 1;
}
static void receive(client *c) {
    size_t have = c->carry_len;
    if (have) memcpy(buf, c->carry, have);
    ssize_t r = recv(c->fd, buf + have, READ, MSG_DONTWAIT);
    if (r <= 0) {
        if (r == 0 || (errno != EAGAIN && errno != EINTR)) drop(c);
        return;
    }
    char *p = buf, *end = buf + have + r, *nl;
    while ((nl = memchr(p, '\n', end - p))) {
        line(c, p, nl - p);
        p = nl + 1;
    }
    size_t rest = end - p;
    if (rest > READ) {
        drop(c);
        return;
    }
    if (rest && !c->carry) c->carry = malloc(READ + 1);
    else if (!rest && c->carry) free(c->carry), c->carry = NULL;
    if (rest) memcpy(c->carry, p, rest);
    c->carry_len = rest;
    if (head - flushed > BATCH) serve_all();
}
static void accept_all(int lfd) {
    for (int k = 0; k < 256; k++) {
        int fd = accept4(lfd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        int one = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (nclients == cap) {
            cap = cap ? cap * 2 : 1024;
            clients = realloc(clients, cap * sizeof *clients);
            dropped = realloc(dropped, cap * sizeof *dropped);
        }
        client *c = calloc(1, sizeof *c);
        c->fd = fd;
        c->slot = nclients;
        clients[nclients++] = c;
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(in, EPOLL_CTL_ADD, fd, &e);
    }
}
int main(int argc, char **argv) {
    int port = argc > 1 ? atoi(argv[1]) : 0;
    if (port < 1 || port > 65535) return fprintf(stderr, "usage: limit PORT\n"), 3;
    struct rlimit rl;
    getrlimit(RLIMIT_NOFILE, &rl);
    rl.rlim_cur = rl.rlim_max;
    setrlimit(RLIMIT_NOFILE, &rl);
    signal(SIGPIPE, SIG_IGN);

    int mem = memfd_create("log", MFD_CLOEXEC);
    if (mem < 0 || ftruncate(mem, RING)) return perror("memfd"), 2;
    ring = mmap(NULL, 2 * RING, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int i = 0; i < 2; i++)
        if (mmap(ring + i * RING, RING, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, mem, 0) == MAP_FAILED) return perror("mmap"), 2;

    int lfd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
    setsockopt(lfd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(lfd, (void *)&a, sizeof a) || listen(lfd, 4096)) return perror("listen"), 2;
    in = epoll_create1(EPOLL_CLOEXEC);
    out = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = NULL}, e2 = {.events = EPOLLIN, .data.ptr = &out}, ev[512];
    epoll_ctl(in, EPOLL_CTL_ADD, lfd, &e);
    epoll_ctl(in, EPOLL_CTL_ADD, out, &e2);
    int64_t gated = 0; // since when reading is paused
    for (;;) {
        int n = gated ? 0 : epoll_wait(in, ev, 512, -1);
        if (gated) serve_blocked(50);
        for (int i = 0; i < n; i++) {
            client *c = ev[i].data.ptr;
            if (!c) accept_all(lfd);
            else if (c == (void *)&out) serve_blocked(0);
            else if (c->fd >= 0) receive(c);
        }
        serve_all();
        uint64_t lag = worst();
        if (!gated && lag > GATE) gated = now_ms();
        else if (gated && lag < GATE / 2) gated = 0;
        else if (gated && now_ms() - gated > TIMEOUT) {
            for (int i = nclients; i-- > 0;)
                if (clients[i]->blocked && head - clients[i]->cur > GATE / 2) drop(clients[i]);
            gated = 0;
        }
        while (ndropped) {
            client *c = dropped[--ndropped];
            free(c->carry);
            free(c);
        }
    }
}

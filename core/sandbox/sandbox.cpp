#include "core/sandbox/sandbox.h"

#include "core/base/log.h"
#include "core/sandbox/accessfiles.h"
#include "core/sandbox/apifront.h"
#include "core/sandbox/keeper.h"

#include <QLockFile>
#include <QSemaphore>
#include <QThread>
#include <QTimer>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace cauce::sandbox {

namespace {

constexpr auto kSaveEvery = 3s;

} // namespace

//! What lives in the sandbox's thread, made and destroyed there.
class World : public QObject
{
public:
    World(Kinds kinds, const Sandbox::Options& options, const Access& access,
          const AccessFiles& files, const KeptData& kept)
        : api(std::move(kinds), options.clock)
        , m_pace(options.pace)
        , m_clock(options.clock)
    {
        kept.fill(api.store());
        if (options.keepsData)
            m_keeper.emplace(files.data);
        m_controllers = std::make_unique<Controllers>(api, m_pace, access.identity.authority);
        m_controllers->onDue([this] { m_next.start(0ms); });
        front = std::make_unique<ApiFront>(api, access);
        m_next.setSingleShot(true);
        connect(&m_next, &QTimer::timeout, this, [this] { runControllers(); });
        connect(front.get(), &ApiFront::served, this, [this] { schedule(); });
    }

    Result<void> open(quint16 port)
    {
        runControllers();
        if (m_keeper) {
            connect(&m_save, &QTimer::timeout, this, [this] { save(); });
            m_save.start(kSaveEvery);
        }
        return front->open(port);
    }

    void schedule()
    {
        const auto due = m_controllers->nextDue();
        if (!due)
            m_next.stop();
        else
            m_next.start(std::max(0ms, *due - m_clock.steady()));
    }

    void save()
    {
        if (!m_keeper)
            return;
        const auto began = std::chrono::steady_clock::now();
        if (const auto saved = m_keeper->save(api); !saved)
            qCWarning(log::kube) << "sandbox:" << saved.error().message;
        // A large store is saved less often: a twentieth of the time at most goes into it.
        const auto took = std::chrono::steady_clock::now() - began;
        m_save.setInterval(
            std::max(std::chrono::milliseconds(kSaveEvery),
                     std::chrono::duration_cast<std::chrono::milliseconds>(20 * took)));
    }

    Api api;
    std::unique_ptr<ApiFront> front;

private:
    void runControllers()
    {
        m_controllers->run();
        schedule();
    }

    Pace m_pace;
    Clock m_clock;
    std::unique_ptr<Controllers> m_controllers;
    std::optional<Keeper> m_keeper;
    QTimer m_next {this};
    QTimer m_save {this};
};

struct Sandbox::Private
{
    explicit Private(Options given)
        : options(std::move(given))
        , files(options.folder)
        , lock(options.folder + "/lock"_L1)
    { }

    //! Runs \p work in the sandbox's thread and waits; nothing happens when it does not run.
    void inThread(const std::function<void()>& work) const
    {
        if (!home)
            return;
        if (QThread::currentThread() == &thread) {
            work();
            return;
        }
        QSemaphore done;
        QMetaObject::invokeMethod(
            home.get(),
            [&] {
                work();
                done.release();
            },
            Qt::QueuedConnection);
        done.acquire();
    }

    void stop()
    {
        inThread([this] {
            if (world)
                world->save();
            world.reset();
        });
        thread.quit();
        thread.wait();
        home.reset();
        lock.unlock();
    }

    Options options;
    AccessFiles files;
    QLockFile lock;
    Access access;
    QString server;
    QThread thread;
    std::unique_ptr<QObject> home; // lives in the thread, for what is called there
    std::unique_ptr<World> world; // touched in the thread only
};

Sandbox::Sandbox(Options options, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(options)))
{
    qRegisterMetaType<Effect>();
}

Sandbox::~Sandbox()
{
    d->stop();
}

Result<void> Sandbox::start()
{
    Q_ASSERT_X(!d->home, "Sandbox::start", "it was started before");
    if (!d->lock.tryLock(0) && d->lock.error() == QLockFile::LockFailedError)
        return fail(ErrorKind::Io,
                    u"another sandbox runs in %1; end it or choose another folder"_s.arg(
                        d->options.folder));
    auto access = d->files.prepare();
    if (!access)
        return Failure {access.error()};
    auto kinds = Kinds::builtIn();
    if (!kinds)
        return Failure {kinds.error()};
    KeptData kept;
    if (d->options.keepsData) {
        auto read = Keeper(d->files.data).read();
        if (!read)
            return Failure {read.error()};
        kept = *std::move(read);
        kept.serveCrds(*kinds);
    }
    d->access = *std::move(access);
    d->home = std::make_unique<QObject>();
    d->home->moveToThread(&d->thread);
    d->thread.setObjectName(u"sandbox"_s);
    d->thread.start();

    Result<void> opened;
    d->inThread([&] {
        d->world
            = std::make_unique<World>(*std::move(kinds), d->options, d->access, d->files, kept);
        d->world->api.onEffect([this](const Effect& effect) { emit effectTook(effect); });
        opened = d->world->open(d->options.port);
        if (opened)
            d->server = d->world->front->url();
    });
    if (opened)
        opened = d->files.write(d->access, d->server);
    if (!opened) {
        d->server.clear();
        d->stop();
    }
    return opened;
}

QString Sandbox::server() const
{
    return d->server;
}

QString Sandbox::kubeconfig() const
{
    return d->files.kubeconfig;
}

QString Sandbox::nobodyKubeconfig() const
{
    return d->files.nobodyKubeconfig;
}

QString Sandbox::caFile() const
{
    return d->files.ca;
}

QByteArray Sandbox::token(User user) const
{
    return user == User::Admin ? d->access.adminToken : d->access.nobodyToken;
}

void Sandbox::setFaults(const Faults& faults)
{
    d->inThread([&] { d->world->front->setFaults(faults); });
}

Faults Sandbox::faults() const
{
    Faults left;
    d->inThread([&] { left = d->world->front->faultsLeft(); });
    return left;
}

std::vector<Effect> Sandbox::effects() const
{
    std::vector<Effect> copy;
    d->inThread([&] { copy = d->world->api.effects(); });
    return copy;
}

QList<std::pair<QByteArray, QByteArray>> Sandbox::requests() const
{
    QList<std::pair<QByteArray, QByteArray>> copy;
    d->inThread([&] { copy = d->world->front->requests(); });
    return copy;
}

void Sandbox::with(const std::function<void(Api&)>& work)
{
    d->inThread([&] {
        work(d->world->api);
        d->world->schedule();
    });
}

void Sandbox::flood(const QString& nameSpace, int count)
{
    const ResourceName resource {{}, u"configmaps"_s};
    const QString name = u"flood"_s;
    with([&](Api& api) {
        for (int i = 0; i < count; ++i) {
            const StoredPtr stored = api.store().find(resource, nameSpace, name);
            object::Json object = stored ? stored->json() : object::Json::emptyObject();
            if (!stored) {
                object.set(u"apiVersion"_s, object::Json(u"v1"_s));
                object.set(u"kind"_s, object::Json(u"ConfigMap"_s));
                object.setPath({u"metadata", u"name"}, object::Json(name));
                object.setPath({u"metadata", u"namespace"}, object::Json(nameSpace));
            }
            object.setPath({u"data", u"count"}, object::Json(QString::number(i)));
            const Answer answer
                = stored ? api.update(object, u"flood"_s) : api.create(object, u"flood"_s);
            if (!answer.isOk()) {
                qCWarning(log::kube) << "sandbox: flood of" << nameSpace
                                     << "ends:" << answer.body[u"message"].toString();
                return;
            }
        }
    });
}

} // namespace cauce::sandbox

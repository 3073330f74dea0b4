#include "ui/panels/demostrip.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/label.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace cauce {

namespace {

//! The pill "Demo 2 of 6", and below it a mark a step: what was seen to happen is filled.
class DemoProgress : public QWidget
{
public:
    explicit DemoProgress(const DemoStory& story)
        : m_story(story)
    {
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }

    void setShown(int step)
    {
        m_shown = step;
        setAccessibleName(words());
        updateGeometry();
        update();
    }

    QSize sizeHint() const override
    {
        return {paint::width(words(), theme().strong()) + px(22), px(32)};
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        const Tokens& t = tokens();
        const QRect pill(0, 0, width(), px(20));
        paint::box(painter, pill, pill.height() / 2.0, t.accent, {});
        paint::text(painter, pill, words(), theme().strong(), t.onAccent, Qt::AlignCenter);
        const double size = px(6);
        const double step = px(11);
        double x = (width() - step * (DemoStory::StepCount - 1) - size) / 2;
        for (int i = 0; i < DemoStory::StepCount; ++i, x += step) {
            const QRectF mark(x, height() - size - 1, size, size);
            const bool current = i == m_shown;
            const QColor line = m_story.isDone(i) || current ? t.accent : t.lineInput;
            paint::box(painter, mark.adjusted(0.5, 0.5, -0.5, -0.5), size / 2,
                       m_story.isDone(i) ? t.accent : QColor(Qt::transparent), line,
                       current ? 1.6 : 1);
        }
    }

private:
    QString words() const
    {
        return m_shown < DemoStory::StepCount
            ? DemoStrip::tr("Demo %1 of %2").arg(m_shown + 1).arg(int(DemoStory::StepCount))
            : DemoStrip::tr("Demo");
    }

    const DemoStory& m_story;
    int m_shown = 0;
};

QString wordsOf(DemoFault fault)
{
    switch (fault) {
    case DemoFault::Latency:
        return DemoStrip::tr("Every answer takes 800 ms");
    case DemoFault::SlowLists:
        return DemoStrip::tr("Every LIST takes 4 s");
    case DemoFault::CutConnections:
        return DemoStrip::tr("Cut the next 20 connections");
    case DemoFault::ForbiddenDeployments:
        return DemoStrip::tr("403 for Deployments");
    case DemoFault::ForbiddenSecrets:
        return DemoStrip::tr("403 for Secrets");
    case DemoFault::SilentWatches:
        return DemoStrip::tr("Watches fall silent");
    case DemoFault::Flood:
        return DemoStrip::tr("5,000 events at once");
    case DemoFault::Count:
        break;
    }
    return {};
}

bool isOnce(DemoFault fault)
{
    return fault == DemoFault::Flood || fault == DemoFault::CutConnections;
}

} // namespace

DemoStrip::DemoStrip(DemoStory& story, QWidget* parent)
    : QWidget(parent)
    , m_story(story)
    , m_progress(new DemoProgress(story))
    , m_sentence(new Label({}, Label::Type::Strong))
    , m_command(new Label({}, Label::Type::Code, &Tokens::secondary))
    , m_copy(makeButton(tr("Copy"), ButtonKind::Flat))
    , m_back(makeButton(tr("Back")))
    , m_act(makeButton({}, ButtonKind::Primary))
{
    setObjectName(u"demoStrip"_s);
    setFixedHeight(px(56));
    setToolTip(tr("F12: let the demo's cluster misbehave"));
    m_sentence->setElided();
    m_command->setElided(Qt::ElideMiddle);
    m_command->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_copy->setAccessibleName(tr("Copy the command"));
    m_copy->setProperty("small", true);
    setPlainToolTip(*m_copy, tr("Copy the command that does this in a terminal"));
    m_act->setObjectName(u"demoStep"_s);
    auto* close = makeButton(u"×"_s, ButtonKind::Flat);
    close->setAccessibleName(tr("Hide the walk"));
    setPlainToolTip(*close, tr("Hide the walk; it is there again at the next start"));
    auto* byHand = new QHBoxLayout;
    setSpacing(*byHand, 0, 0, 0, 0, 6);
    byHand->addWidget(m_command, 1);
    byHand->addWidget(m_copy);
    byHand->addStretch(0);
    auto* words = new QVBoxLayout;
    setSpacing(*words, 0, 8, 0, 5, 0);
    words->addWidget(m_sentence);
    words->addLayout(byHand);
    auto* layout = new QHBoxLayout(this);
    setSpacing(*layout, 16, 0, 12, 1, 14);
    layout->addWidget(m_progress);
    layout->addLayout(words, 1);
    layout->addWidget(m_back);
    layout->addWidget(m_act);
    layout->addWidget(close);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_story.command(m_shown));
        m_copy->setText(tr("Copied"));
    });
    connect(m_back, &QPushButton::clicked, this, [this] {
        m_shown = qMax(0, m_shown - 1);
        refresh();
    });
    connect(m_act, &QPushButton::clicked, this, [this] {
        if (m_shown < m_story.step()) { // forward again
            ++m_shown;
            refresh();
        } else {
            emit stepPressed(m_shown);
        }
    });
    connect(close, &QPushButton::clicked, this, &QWidget::hide);
    connect(&story, &DemoStory::changed, this, [this] {
        m_busy = m_busy && m_known == m_story.step();
        refresh();
    });
    makeFaults();
    refresh();
}

void DemoStrip::setBusy(bool busy)
{
    m_busy = busy;
    refresh();
}

void DemoStrip::refresh()
{
    if (std::exchange(m_known, m_story.step()) != m_story.step())
        m_shown = m_story.step();
    const bool behind = m_shown < m_story.step();
    static_cast<DemoProgress*>(m_progress)->setShown(m_shown);
    m_sentence->setText(m_story.sentence(m_shown));
    const QString command = m_story.command(m_shown);
    m_command->setText(command);
    m_command->setVisible(!command.isEmpty());
    m_copy->setVisible(!command.isEmpty());
    m_copy->setText(tr("Copy"));
    m_back->setEnabled(m_shown > 0);
    m_act->setText(behind ? tr("Forward") : m_story.action(m_shown));
    m_act->setEnabled(behind || !m_busy);
}

void DemoStrip::makeFaults()
{
    for (int i = 0; i < int(DemoFault::Count); ++i) {
        const auto fault = DemoFault(i);
        QAction* action = m_faults.addAction(wordsOf(fault));
        action->setCheckable(!isOnce(fault));
        connect(action, &QAction::triggered, this,
                [this, fault](bool on) { emit faultChosen(fault, isOnce(fault) || on); });
    }
}

void DemoStrip::popUpFaults()
{
    m_faults.popup(mapToGlobal(QPoint(px(16), height())));
}

void DemoStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().accentWash);
    painter.fillRect(QRect(0, height() - 1, width(), 1), tokens().line);
}

} // namespace cauce

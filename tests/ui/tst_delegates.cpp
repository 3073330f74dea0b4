#include "models/applicationfilter.h"
#include "tests/models/fixture.h"
#include "ui/delegates/tiledelegate.h"
#include "ui/theme/theme.h"
#include "ui/widgets/tileview.h"

#include <QScrollBar>
#include <QTest>

using namespace cauce;
using namespace cauce::test;
using namespace Qt::StringLiterals;

class TestDelegates : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { theme().apply(Theme::Scheme::Light, 1); }

    void theLinesOfATileLieWithinItsCard_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<double>("scale");
        QTest::newRow("least width") << 332 << 1.0;
        QTest::newRow("wide") << 900 << 1.0;
        QTest::newRow("large text") << 600 << 1.6;
        QTest::newRow("too narrow") << 120 << 1.0;
    }

    void theLinesOfATileLieWithinItsCard()
    {
        QFETCH(int, width);
        QFETCH(double, scale);
        theme().apply(Theme::Scheme::Light, scale);
        const QRect cell(40, 70, width, TileLayout::height() + TileLayout::gap());
        const TileLayout l = TileLayout::in(cell, px(130));
        const QRect lines[] {l.name, l.status, l.differs, l.commit, l.author};
        for (const QRect& line : lines)
            QVERIFY(line.isEmpty() || l.card.contains(line));
        for (size_t i = 1; i < std::size(lines); ++i)
            QVERIFY(lines[i].top() > lines[i - 1].bottom() - 1);
        QVERIFY(!l.author.intersects(l.lastSync));
        QVERIFY(l.lastSync.isEmpty() || l.card.contains(l.lastSync));
        QCOMPARE(l.edge.width(), px(4));
        theme().apply(Theme::Scheme::Light, 1);
    }

    void theHeightDoesNotDependOnTheText()
    {
        const QRect cell(0, 0, 400, 150);
        QCOMPARE(TileLayout::in(cell, 10).card.height(), TileLayout::in(cell, 300).card.height());
        QCOMPARE(TileLayout::in(cell, 10).differs, TileLayout::in(cell, 300).differs);
    }

    void tilesFillTheWidth_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("columns");
        QTest::newRow("one") << 400 << 1;
        QTest::newRow("two") << 800 << 2;
        QTest::newRow("three, as drawn") << 1200 << 3;
        QTest::newRow("many") << 3400 << 10;
    }

    void tilesFillTheWidth()
    {
        QFETCH(int, width);
        QFETCH(int, columns);
        ApplicationModel model(fixedClock());
        ApplicationFilter filter(model);
        TileView view;
        view.setModel(&filter);
        view.setItemDelegate(new TileDelegate(fixedClock(), &view));
        view.resize(width, 600);
        view.show();
        model.apply(drawnApplications(), {});
        QCOMPARE(view.columns(), columns);
        QTRY_COMPARE(view.visualRect(filter.index(0, 0)).top(),
                     view.visualRect(filter.index(columns - 1, 0)).top());
        const QRect first = view.visualRect(filter.index(0, 0));
        QVERIFY(view.visualRect(filter.index(columns, 0)).top() > first.top() || columns >= 17);
        QVERIFY(first.width() * columns > view.viewport()->width() - columns - 2);
    }

    void arrowsMoveOnTheGrid()
    {
        ApplicationModel model(fixedClock());
        ApplicationFilter filter(model);
        TileView view;
        view.setModel(&filter);
        view.setItemDelegate(new TileDelegate(fixedClock(), &view));
        view.resize(1200, 600);
        view.show();
        model.apply(drawnApplications(), {});
        view.setCurrentIndex(filter.index(0, 0));
        QTest::keyClick(&view, Qt::Key_Down);
        QCOMPARE(view.currentIndex().row(), 3);
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(view.currentIndex().row(), 4);
        QTest::keyClick(&view, Qt::Key_Up);
        QCOMPARE(view.currentIndex().row(), 1);
        QTest::keyClick(&view, Qt::Key_Up);
        QCOMPARE(view.currentIndex().row(), 1);
    }
};

QTEST_MAIN(TestDelegates)
#include "tst_delegates.moc"
